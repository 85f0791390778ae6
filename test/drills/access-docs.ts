import type { ApiOperation } from '../support/openapi.js';
import { ACCESS, CALLERS } from './access-table.js';

const INTRODUCTION = `# Who may do what

Written by the drill that tries every cell of it (\`test/drills/access.spec.ts\`). Ownership is of the appointment,
the patient's file or the provider's profile that the request is about. _Foreign admin_ is the admin of another
organization, _deactivated_ a former admin who still has tokens.

- A number is the status of the answer. What is not yours answers byte for byte like what does not exist.
- \`403+\`: the caller may see it, but not do this.
- \`all\`, \`own\`, \`none\`, \`theirs\`: 200 with, and counting, all rows of the organization, the caller's own, none at all,
  those of the other organization.
- Callbacks are for gateways, which prove themselves by signature or secret; nobody's token opens them.
`;

/** The table for people, in the form that the formatter gives it. */
export function accessDocument(operations: readonly ApiOperation[]): string {
  const tags = [...new Set(operations.map(({ tag }) => tag))].sort();
  const chapters = tags.map((tag) =>
    chapter(
      tag,
      operations.filter((operation) => operation.tag === tag),
    ),
  );
  return [INTRODUCTION, ...chapters].join('\n');
}

function chapter(tag: string, operations: readonly ApiOperation[]): string {
  const head = ['operation', 'route', ...CALLERS.map((caller) => caller.replace('_', ' '))];
  const lines = operations.map(({ id, method, path }) => [
    id,
    `${method} ${path.replace('/api/v1', '')}`,
    ...CALLERS.map((caller) => ACCESS.get(id)?.[caller].text.split(':')[0] ?? '?'),
  ]);
  const widths = head.map((_, n) => Math.max(...[head, ...lines].map((line) => line[n]?.length ?? 0)));
  const write = (line: readonly string[], fill = ' '): string =>
    `| ${line.map((cell, n) => cell.padEnd(widths[n] ?? 0, fill)).join(' | ')} |`;
  const rule = write(
    head.map(() => ''),
    '-',
  );
  return `## ${tag}\n\n${[write(head), rule, ...lines.map((line) => write(line))].join('\n')}\n`;
}
