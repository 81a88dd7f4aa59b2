import { join } from 'node:path';
import { Demo } from '../support/demo';
import { CleanUp } from '../support/programs';
import { Mesh } from './equipment';
import { Kubectl } from './Kubectl';
import { Upstream } from './upstream/Upstream';

/** Everything that runs while the journeys are tried. */
export interface Situation {
  mesh: Mesh;
  /** The administrator. */
  kubectl: Kubectl;
  upstream: Upstream;
  portal: Demo;
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
