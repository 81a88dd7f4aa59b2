import { InputError } from '@backstage/errors';
import {
  RequestDraft,
  RequestKind,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';

/** The names of the subjects; each has two objects. */
export const SUBJECTS = ['one', 'two', 'three'];
/** Subject that no policy speaks of. */
export const FREE_SUBJECT = 'free';

/**
 * A kind of request with two objects, each with one value.
 *
 * @param isBroken - whether it does not become ready now.
 */
export const modelKind = (isBroken: () => boolean): RequestKind => ({
  name: 'model',
  title: 'Model',
  schema: { type: 'object' },
  renderer: { name: 'model', version: '1' },
  deliveries: ['apply'],
  withoutPolicy: 'goesOn',
  async plan(parameters: unknown): Promise<RequestDraft> {
    const { subject, value } = parameters as Record<string, unknown>;
    if (typeof subject !== 'string' || typeof value !== 'string') {
      throw new InputError('subject, value: give text');
    }
    return {
      title: `Model ${subject}`,
      subject,
      targets: [{ cluster: 'world', namespace: subject }],
      parameters: { subject, value },
      objects: ['a', 'b'].map(part => ({
        cluster: 'world',
        manifest: {
          apiVersion: 'model/v1',
          kind: 'Thing',
          metadata: { name: `${subject}-${part}`, namespace: subject },
          value,
        },
      })),
    };
  },
  async provision(work: RequestWork): Promise<void> {
    await work.applyObjects();
  },
  async observe(work: RequestWork) {
    const difference = isBroken()
      ? 'it is broken'
      : await work.firstDifference();
    return difference
      ? { state: 'failed', message: difference }
      : { state: 'ready', message: 'there' };
  },
  async retire(work: RequestWork): Promise<void> {
    for (const { cluster: name, object } of work.made) {
      const cluster = work.cluster(name);
      const existing = await cluster.get(object);
      if (existing?.metadata.uid) {
        await cluster.delete(object, existing.metadata.uid);
      }
    }
  },
});
