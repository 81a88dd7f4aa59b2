import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What a template may say of `ui:field: MeshVmWorkload`. */
export const meshVmWorkloadSchema = makeFieldSchema({
  output: z =>
    z
      .record(z.any())
      .describe(
        'service, app, version, labels, ports and probe, as the action takes them',
      ),
});
export type MeshVmWorkloadProps = typeof meshVmWorkloadSchema.TProps;

/** What a template may say of `ui:field: MeshVmJoining`. */
export const meshVmJoiningSchema = makeFieldSchema({
  output: z =>
    z
      .record(z.any())
      .describe(
        'network, istiodAddress, revision, createNamespace, serviceAccount, autoRegister, identity, locality, weight, withoutCapture, excludedPorts, subsets and machinesPercent, as the action takes them',
      ),
  uiOptions: z =>
    z.object({
      without: z
        .array(z.string())
        .optional()
        .describe('Names of these that the template does not ask for'),
    }),
});
export type MeshVmJoiningProps = typeof meshVmJoiningSchema.TProps;

/** What a template may say of `ui:field: MeshVmReview`. */
export const meshVmReviewSchema = makeFieldSchema({
  output: z => z.string().describe('Nothing: it only shows'),
  uiOptions: z =>
    z.object({
      kind: z
        .string()
        .optional()
        .describe(
          'The kind of request that is reviewed; vm-onboarding unless told',
        ),
    }),
});
export type MeshVmReviewProps = typeof meshVmReviewSchema.TProps;
