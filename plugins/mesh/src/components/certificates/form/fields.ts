import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { MeshCaIssuance } from './MeshCaIssuance';
import { MeshCaReview } from './MeshCaReview';
import { meshCaIssuanceSchema, meshCaReviewSchema } from './schemas';
import { validateIssuance, validateReview } from './validate';

/** `ui:field: MeshCaIssuance` */
export const meshCaIssuanceField = createFormField({
  name: 'MeshCaIssuance',
  component: MeshCaIssuance,
  schema: meshCaIssuanceSchema,
  validation: validateIssuance,
});

/** `ui:field: MeshCaReview` */
export const meshCaReviewField = createFormField({
  name: 'MeshCaReview',
  component: MeshCaReview,
  schema: meshCaReviewSchema,
  validation: validateReview,
});
