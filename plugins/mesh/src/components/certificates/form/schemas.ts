import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What a template may say of `ui:field: MeshCaIssuance`. */
export const meshCaIssuanceSchema = makeFieldSchema({
  output: z =>
    z.object({
      kind: z
        .enum([
          'certificate-authority-issue',
          'certificate-authority-root-change',
        ])
        .optional(),
      authority: z.string().optional(),
      cluster: z.string().optional(),
      namespace: z.string().optional(),
      keyType: z.enum(['P-256', 'P-384', 'RSA-2048', 'RSA-4096']).optional(),
      validityDays: z.number().optional(),
      commonName: z.string().optional(),
      organization: z.string().optional(),
      acceptOutage: z.boolean().optional(),
    }),
});
export type MeshCaIssuanceProps = typeof meshCaIssuanceSchema.TProps;

/** What a template may say of `ui:field: MeshCaReview`. */
export const meshCaReviewSchema = makeFieldSchema({
  output: z => z.string().describe('Nothing: it only shows'),
  uiOptions: z =>
    z.object({
      kind: z
        .string()
        .optional()
        .describe('The kind of request that is reviewed where none is chosen'),
    }),
});
export type MeshCaReviewProps = typeof meshCaReviewSchema.TProps;
