import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What a template may say of `ui:field: MeshNamespacePicker`. */
export const meshNamespacePickerSchema = makeFieldSchema({
  output: z =>
    z
      .string()
      .describe(
        'The name of a namespace of the cluster in the field `cluster`',
      ),
  uiOptions: z =>
    z.object({
      forRequest: z
        .boolean()
        .optional()
        .describe(
          'The template asks and writes nothing itself, so that no right to write is needed; a namespace that is not there may be typed',
        ),
    }),
});
export type MeshNamespacePickerProps = typeof meshNamespacePickerSchema.TProps;

/** What a template may say of `ui:field: MeshEgressPattern`. */
export const meshEgressPatternSchema = makeFieldSchema({
  output: z =>
    z
      .enum(['injected', 'helm', 'gateway-api', 'waypoint', 'sidecar-direct'])
      .describe('How the gateway runs'),
});
export type MeshEgressPatternProps = typeof meshEgressPatternSchema.TProps;

/** What a template may say of `ui:field: MeshEgressUpstreams`. */
export const meshEgressUpstreamsSchema = makeFieldSchema({
  output: z =>
    z
      .array(z.record(z.any()))
      .describe(
        'The hosts that the gateway leads to, as its action takes them',
      ),
});
export type MeshEgressUpstreamsProps = typeof meshEgressUpstreamsSchema.TProps;

/** What a template may say of `ui:field: MeshEgressUpstream`. */
export const meshEgressUpstreamSchema = makeFieldSchema({
  output: z => z.record(z.any()).describe('One host, as the action takes it'),
});
export type MeshEgressUpstreamProps = typeof meshEgressUpstreamSchema.TProps;

/** What a template may say of `ui:field: MeshEgressAccess`. */
export const meshEgressAccessSchema = makeFieldSchema({
  output: z =>
    z
      .object({
        callers: z
          .array(
            z.object({
              namespace: z.string(),
              serviceAccounts: z.array(z.string()).optional(),
            }),
          )
          .optional()
          .describe('Who gets in, by name'),
        clientNamespaces: z
          .array(z.string())
          .optional()
          .describe('Namespaces that may use it without being named'),
      })
      .describe('Who may use the gateway'),
});
export type MeshEgressAccessProps = typeof meshEgressAccessSchema.TProps;

/** What a template may say of `ui:field: MeshEgressOptions`. */
export const meshEgressOptionsSchema = makeFieldSchema({
  output: z =>
    z
      .record(z.any())
      .describe(
        'replicas, resources, autoscaling, disruptionBudget, readiness, authorization, accessLog, networkPolicy, strictMtls and revision, as the action takes them',
      ),
});
export type MeshEgressOptionsProps = typeof meshEgressOptionsSchema.TProps;

/** What a template may say of `ui:field: MeshEgressGatewayPicker`. */
export const meshEgressGatewayPickerSchema = makeFieldSchema({
  output: z =>
    z
      .object({
        cluster: z.string(),
        namespace: z.string(),
        name: z.string(),
      })
      .describe('An egress gateway that was made with Meshport'),
});
export type MeshEgressGatewayPickerProps =
  typeof meshEgressGatewayPickerSchema.TProps;

/** What a template may say of `ui:field: MeshEgressReview`. */
export const meshEgressReviewSchema = makeFieldSchema({
  output: z => z.string().describe('Nothing: it only shows'),
});
export type MeshEgressReviewProps = typeof meshEgressReviewSchema.TProps;
