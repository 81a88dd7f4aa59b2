import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { validateByPlan } from '../../virtual-machines/form/validatePlan';
import { MeshTetrateAgent } from './MeshTetrateAgent';
import { MeshTetrateRules } from './MeshTetrateRules';
import { meshTetrateAgentSchema, meshTetrateRulesSchema } from './schemas';

/** The kind of request that the template makes. */
const KIND = 'vm-onboarding-tetrate';

/** `ui:field: MeshTetrateRules` */
export const meshTetrateRulesField = createFormField({
  name: 'MeshTetrateRules',
  component: MeshTetrateRules,
  schema: meshTetrateRulesSchema,
  validation: validateByPlan(['rules'], KIND),
});

/** `ui:field: MeshTetrateAgent` */
export const meshTetrateAgentField = createFormField({
  name: 'MeshTetrateAgent',
  component: MeshTetrateAgent,
  schema: meshTetrateAgentSchema,
  validation: validateByPlan(['endpoint', 'agent'], KIND),
});
