import { BundleCase, BundleFiles } from './BundleCase';
import { certificateCases } from './cases/certificates';
import { chainCases } from './cases/chains';
import { goodCases } from './cases/good';
import { keyCases } from './cases/keys';
import { revocationCases } from './cases/revocation';
import { rootCases } from './cases/roots';
import { makeTestMesh } from './TestMesh';

/**
 * Bundles, good and bad, each with what must be found. All are made of one
 * hierarchy wherever they can be, so that only the fault differs from the good
 * bundle; names are stable, keys and certificates new with every call.
 */
export async function makeBundleCases({
  now = new Date(),
}: { now?: Date } = {}): Promise<{ good: BundleFiles; cases: BundleCase[] }> {
  const mesh = await makeTestMesh(now);
  return {
    good: mesh.changed({}),
    cases: [
      ...(await goodCases(mesh)),
      ...keyCases(mesh),
      ...certificateCases(mesh),
      ...chainCases(mesh),
      ...rootCases(mesh),
      ...revocationCases(mesh),
    ],
  };
}
