import { existsSync, readFileSync } from 'node:fs';
import { DEMO_ACCOUNTS } from '../../src/demo/demo-accounts.js';
import { HttpClient } from '../support/http-client.js';
import { World } from '../support/world.js';

const read = (file: string): string => readFileSync(file, 'utf8');
const README = read('README.md');
const GUIDES = [
  'README.md',
  'docs/architecture.md',
  'docs/coming-from.md',
  'docs/messages.md',
  'docs/operations.md',
  'docs/sms.md',
  'docs/security.md',
].map((file) => ({
  file,
  text: read(file),
}));

/** First groups of every match, each once, in order. */
function all(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, group = '']) => group))].sort();
}

describe('the documents', () => {
  it('name exactly the variables that src/config/env.ts reads', () => {
    const table = README.slice(README.indexOf('## Environment'), README.indexOf('## In production'));
    const cells = all(table, /^\| (`[A-Z].*?) +\|/gm).join(' ');
    const inCode = all(read('src/config/env.ts') + read('src/config/sms-env.ts'), /'([A-Z][A-Z0-9_]{3,})'/g);
    expect(all(cells, /`([A-Z0-9_]+)`/g)).toEqual(inCode);
  });

  it('name commands, files and people that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const { file, text } of GUIDES) {
      const commands = all(text, /npm run ([a-z:]+)/g).filter((name) => !(name in scripts));
      const folder = file.replace(/[^/]*$/, '');
      const links = all(text, /\]\((?!https?:)([^)#]+)\)/g).filter((path) => !existsSync(folder + path));
      const paths = all(text, /`((?:src|test|docs|scripts|migrations|bench)\/[^`]*)`/g);
      const missing = paths.filter((path) => !existsSync(path));
      expect({ file, commands, links, missing }).toEqual({ file, commands: [], links: [], missing: [] });
    }
    for (const email of all(README, /([a-z]+@example\.org)/g).filter((one) => !one.startsWith('joy')))
      expect(DEMO_ACCOUNTS.map((account) => account.email)).toContain(email);
    for (const password of all(README, /[`"](demo-[a-z]+)[`"]/g))
      expect(DEMO_ACCOUNTS.map((account) => account.password)).toContain(password);
  });

  it('show each point of the OWASP API Security Top 10 by a test', () => {
    const points = all(read('docs/security.md'), /^\| (API\d+ .*)$/gm);
    expect(points.map((line) => line.split(' ')[0])).toHaveLength(10);
    for (const point of points) expect(point).toMatch(/`(test|src)\/[^`]*\.spec\.ts`/);
  });

  it('send nobody to a route that is not there', async () => {
    const world = await World.open();
    const { body } = await new HttpClient(world.app).get('//openapi.json');
    await world.close();
    const paths = body.paths as Record<string, Record<string, unknown>>;
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => routeOf(`${method} ${path}`)),
    );
    for (const { file, text } of GUIDES) {
      const named = file.includes('coming-from') ? ours(text) : text;
      const missing = all(named, /`((?:GET|POST|PUT|PATCH|DELETE) (?:\/api\/v1)?\/[^`]*)`/g).filter(
        (route) => !routes.includes(routeOf(route)),
      );
      expect({ file, missing }).toEqual({ file, missing: [] });
    }
  });
});

/** Without base, query, body and names of parameters, so that `GET /users/{id}` is whatever the id is called. */
function routeOf(route: string): string {
  const [method = '', path = ''] = route.split(' ');
  const plain = path
    .replace('/api/v1', '')
    .replace(/\?.*/, '')
    .replace(/\{[^}]*\}?/g, '{}');
  return `${method.toUpperCase()} ${plain}`;
}

/** The second column of the tables: the first one is theirs. */
function ours(text: string): string {
  return all(text, /^\|[^|]*\|([^|]*)\|/gm).join('\n');
}
