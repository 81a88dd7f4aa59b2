import { analyzeManifests, friendlyName } from '@meshport/istio';
import { snapshotlessText } from './analysisGrid';

/** What Istio's analyzers say of a text, in a form that can be kept. */
export function verdictsOn(text: string): string[] {
  const { findings } = analyzeManifests(
    [
      { name: 'default', text: snapshotlessText },
      { name: 'case.yaml', text },
    ],
    { complete: true },
  );
  return findings
    .filter(({ code }) => code.startsWith('IST'))
    .map(
      ({ code, resource, args }) =>
        `${code} ${friendlyName(resource)} ${JSON.stringify(args)}`,
    )
    .sort();
}
