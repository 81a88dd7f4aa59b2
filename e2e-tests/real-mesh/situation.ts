import { join } from 'node:path';
import { CleanUp } from '../support/programs';
import { Mesh } from './equipment';
import { Kubectl } from './Kubectl';
import { People } from './portal';
import { Upstream } from './upstream/Upstream';

/** Everything that runs while the journeys are tried. */
export interface Situation {
  mesh: Mesh;
  /** The administrator. */
  kubectl: Kubectl;
  upstream: Upstream;
  /** The portal, as each of the demo's people. */
  people: People;
  /** A folder for files. */
  work: string;
  cleanUp: CleanUp;
}

/** The component whose cards are read, and where it runs. */
export const COMPONENT = { name: 'ratings', namespace: 'bookinfo' };

/** A file of the cluster's set-up. */
export function manifest(name: string): string {
  return join(__dirname, 'manifests', name);
}
