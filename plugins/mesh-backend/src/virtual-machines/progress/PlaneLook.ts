import { ClusterRegistry } from '../../clusters/types';
import { ControlPlane, ControlPlaneFacts } from '../ControlPlane';

/** How long an answer is used again, in milliseconds. */
const KEPT_MS = 30_000;

/** What a control plane tells machines now, or why that is not known. */
export type PlaneNow =
  | { facts: ControlPlaneFacts }
  /** A sentence for a person. */
  | { failure: string };

/**
 * Looks at control planes for open pages, at most once in half a minute for
 * each namespace of machines, however many pages are open.
 */
export class PlaneLook {
  readonly #registry: Pick<ClusterRegistry, 'get'>;
  readonly #known = new Map<string, { at: number; now: Promise<PlaneNow> }>();

  constructor(options: { registry: Pick<ClusterRegistry, 'get'> }) {
    this.#registry = options.registry;
  }

  /** @param revision - revision or tag that the machines are of; absent: the default one */
  look(
    cluster: string,
    namespace: string,
    revision?: string,
  ): Promise<PlaneNow> {
    const key = JSON.stringify([cluster, namespace, revision]);
    const known = this.#known.get(key);
    if (known && Date.now() - known.at < KEPT_MS) {
      return known.now;
    }
    const now = this.#read(cluster, namespace, revision);
    this.#known.set(key, { at: Date.now(), now });
    return now;
  }

  async #read(
    cluster: string,
    namespace: string,
    revision: string | undefined,
  ): Promise<PlaneNow> {
    try {
      const plane = new ControlPlane(this.#registry.get(cluster));
      return { facts: await plane.read(namespace, revision) };
    } catch (error) {
      // It is shown as such: what is not known is never taken for unchanged.
      const words = error instanceof Error ? error.message : 'no answer';
      return { failure: `${words.replace(/\.+$/, '')}.` };
    }
  }
}
