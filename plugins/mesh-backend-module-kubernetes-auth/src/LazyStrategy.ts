import {
  MeshAuthCluster,
  MeshAuthCredential,
  MeshAuthStrategy,
} from '@meshport/backstage-plugin-mesh-node';

/** What is used of an `AuthenticationStrategy` of the kubernetes plugin. */
type Strategy = Pick<MeshAuthStrategy, 'getCredential'>;

/**
 * Makes a strategy when it is first needed, because the clouds' libraries are
 * large, and makes it anew after a failure: the one of Azure would repeat its
 * first failure for ever.
 */
export class LazyStrategy implements MeshAuthStrategy {
  readonly #make: () => Promise<Strategy>;
  #made: Promise<Strategy> | undefined;

  constructor(make: () => Promise<Strategy>) {
    this.#make = make;
  }

  async getCredential(
    cluster: MeshAuthCluster,
    requestAuth: Record<string, never>,
  ): Promise<MeshAuthCredential> {
    this.#made ??= this.#make();
    const made = this.#made;
    try {
      return await (await made).getCredential(cluster, requestAuth);
    } catch (error) {
      if (this.#made === made) {
        this.#made = undefined;
      }
      throw error;
    }
  }
}
