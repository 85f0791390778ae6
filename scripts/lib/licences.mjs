// @ts-check
// Read from package-lock.json, which names every package of every platform; node_modules has those of this machine only.

/** Permissive ones: what is made with them may be given on, by anybody. */
const ALLOWED = [
  'Apache-2.0',
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'Python-2.0',
];

/** Packages whose package.json is silent. @type {Record<string, { licence: string, says: string }>} */
const EXCEPTIONS = {
  'passport-strategy@1.0.0': { licence: 'MIT', says: 'its LICENSE file' },
  'pause@0.0.1': { licence: 'MIT', says: 'its Readme.md' },
};

/** @typedef {{ name: string, licence: string | null }} Package */
/** @typedef {{ packages: Record<string, { version?: string, license?: string, dev?: boolean }> }} Lock */

/** What runs in production, each version once, by name. @param {Lock} lock @returns {Package[]} */
export function runtimePackages(lock) {
  const found = Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version, license }]) => {
      const name = `${path.replace(/^.*node_modules\//, '')}@${version}`;
      return { name, licence: license ?? EXCEPTIONS[name]?.licence ?? null };
    });
  const byName = new Map(found.map((each) => [each.name, each]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Those whose licence we have not agreed to, or do not know. @param {Package[]} packages */
export function refused(packages) {
  return packages.filter(({ licence }) => licence === null || !ALLOWED.includes(licence));
}

/** docs/licences.md. @param {Package[]} packages */
export function licencesDocument(packages) {
  const licences = [...new Set(packages.map(({ licence }) => licence ?? 'unknown'))].sort();
  const chapters = licences.map((licence) => {
    const names = packages.filter((each) => (each.licence ?? 'unknown') === licence).map(({ name }) => name);
    return `## ${licence} (${names.length})\n\n${names.map((name) => `- \`${name}\``).join('\n')}\n`;
  });
  const exceptions = Object.entries(EXCEPTIONS).map(
    ([name, { licence, says }]) => `- \`${name}\` names none in its package.json: ${licence}, says ${says}.`,
  );
  return [INTRODUCTION, ...exceptions, '', ...chapters].join('\n');
}

const INTRODUCTION = `# Licences of what runs

Every package that an installation without development tools has, with its own dependencies. Written by \`npm run licences\`, from
package-lock.json; \`npm test\` fails when this page is out of date, or a licence is none of: ${ALLOWED.join(', ')}.
`;
