import { CaBundle, preflight, readPrivateKey } from '@meshport/certificates';

/** Why files must not be written, as a sentence. */
export async function problemOf(
  bundle: CaBundle,
  key: Buffer,
  istiodVersions: string[],
): Promise<string | undefined> {
  const { fit, findings } = await preflight(bundle, readPrivateKey(key), {
    istioVersion: oldestVersion(istiodVersions),
  });
  return fit
    ? undefined
    : `the files are not fit to be written: ${findings
        .filter(({ severity }) => severity === 'error')
        .map(({ file, text, mend }) => `${file}: ${text} ${mend}`)
        .join(' ')}`;
}

/** By the numbers in front: `1.29.3` before `1.31-dev`. */
export function oldestVersion(versions: readonly string[]): string | undefined {
  const [oldest] = versions
    .map(version => ({
      version,
      numbers: version.split(/\D+/).map(part => Number(part) || 0),
    }))
    .sort(
      ({ numbers: a }, { numbers: b }) =>
        a[0] - b[0] || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0),
    );
  return oldest?.version;
}
