import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What a template may say of `ui:field: MeshRemotePair`. */
export const meshRemotePairSchema = makeFieldSchema({
  output: z =>
    z.object({
      primary: z.string().optional(),
      remote: z.string().optional(),
    }),
  uiOptions: z =>
    z.object({
      linked: z
        .boolean()
        .optional()
        .describe(
          'Whether pairs are offered that a join of this portal linked; others otherwise',
        ),
    }),
});
export type MeshRemotePairProps = typeof meshRemotePairSchema.TProps;

/** What a template may say of `ui:field: MeshRemoteReview`. */
export const meshRemoteReviewSchema = makeFieldSchema({
  output: z => z.string().describe('Nothing: it only shows'),
  uiOptions: z =>
    z.object({
      kind: z.string().describe('The kind of request that is reviewed'),
    }),
});
export type MeshRemoteReviewProps = typeof meshRemoteReviewSchema.TProps;
