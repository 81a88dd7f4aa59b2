import { z as Zod } from 'zod/v3';

type Z = typeof Zod;

/** What names a primary and a remote; servers and credentials are the administrator's to name. */
export const remoteClusterPair = {
  primary: (z: Z) =>
    z.string().describe('Name of the cluster whose istiods read the other'),
  remote: (z: Z) => z.string().describe('Name of the cluster that is read'),
  reason: (z: Z) =>
    z
      .string()
      .describe('Why it is asked for; who approves it reads this')
      .optional(),
};
