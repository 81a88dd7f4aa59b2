import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What a template may say of `ui:field: MeshTetrateRules`. */
export const meshTetrateRulesSchema = makeFieldSchema({
  output: z =>
    z
      .array(z.record(z.any()))
      .describe('rules, as requests of kind vm-onboarding-tetrate take them'),
});
export type MeshTetrateRulesProps = typeof meshTetrateRulesSchema.TProps;

/** What a template may say of `ui:field: MeshTetrateAgent`. */
export const meshTetrateAgentSchema = makeFieldSchema({
  output: z =>
    z
      .record(z.any())
      .describe(
        'endpoint and agent, as requests of kind vm-onboarding-tetrate take them',
      ),
});
export type MeshTetrateAgentProps = typeof meshTetrateAgentSchema.TProps;
