import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { askFor, requestOutput } from './askFor';
import { examples } from './certificateAuthorityIssue.examples';
import { MeshBackendServices } from './meshBackend';

/**
 * Action `mesh:certificateAuthority:issue`: asks, as the person who started the
 * task, that the istiod of a cluster gets an intermediate certificate. What it
 * gives is an ID and a link: the key is made by the mesh backend and written
 * straight to the cluster.
 *
 * @param appUrl - `app.baseUrl`, for the link to the request's page
 * @public
 */
export function createCertificateAuthorityIssueAction(
  services: MeshBackendServices & { appUrl: string },
) {
  return createTemplateAction({
    id: 'mesh:certificateAuthority:issue',
    description:
      'Asks that a configured certificate authority issues the intermediate with which istiod signs; it is done once it is approved',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        kind: z =>
          z
            .enum([
              'certificate-authority-issue',
              'certificate-authority-root-change',
            ])
            .describe(
              'certificate-authority-root-change: in steps, so that no call fails, where the root of a running mesh changes. Default: certificate-authority-issue',
            )
            .optional(),
        authority: z =>
          z
            .string()
            .describe('Name of the authority in mesh.certificateAuthorities'),
        cluster: z =>
          z.string().describe('Name of the cluster whose istiod gets it'),
        namespace: z =>
          z
            .string()
            .describe(
              'Namespace of the control plane. Default: that of the only one in the cluster',
            )
            .optional(),
        keyType: z =>
          z
            .enum(['P-256', 'P-384', 'RSA-2048', 'RSA-4096'])
            .describe('Kind of its key. Default: P-256')
            .optional(),
        validityDays: z =>
          z
            .number()
            .int()
            .min(1)
            .describe(
              'How long it is valid, in days, within the bounds of the authority. Default: as configured',
            )
            .optional(),
        commonName: z =>
          z
            .string()
            .describe(
              'Common name of its subject. Default: made of the cluster',
            )
            .optional(),
        organization: z =>
          z.string().describe('Organization of its subject').optional(),
        renewals: z =>
          z
            .enum(['inAdvance', 'ask'])
            .describe(
              'inAdvance: who approves this approves renewals with the same issuer, root, subject, key type and validity too; ask: every renewal is approved. Default: ask',
            )
            .optional(),
        acceptOutage: z =>
          z
            .boolean()
            .describe(
              'Changes the root at once, although calls between workloads fail until they have new certificates; the plan names the outage. Default: false',
            )
            .optional(),
        reason: z =>
          z
            .string()
            .describe('Why it is asked for; who approves it reads this')
            .optional(),
      },
      output: requestOutput,
    },
    async handler(ctx) {
      const {
        kind = 'certificate-authority-issue',
        reason,
        ...parameters
      } = ctx.input;
      await askFor(ctx, services, {
        kind,
        parameters: Object.fromEntries(
          Object.entries(parameters).filter(([, value]) => value !== undefined),
        ),
        ...(reason ? { reason } : {}),
      });
    },
  });
}
