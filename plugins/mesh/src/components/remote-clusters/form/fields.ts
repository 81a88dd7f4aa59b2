import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { MeshRemotePair } from './MeshRemotePair';
import { MeshRemoteReview } from './MeshRemoteReview';
import { meshRemotePairSchema, meshRemoteReviewSchema } from './schemas';
import { validatePair, validateReview } from './validate';

/** `ui:field: MeshRemotePair` */
export const meshRemotePairField = createFormField({
  name: 'MeshRemotePair',
  component: MeshRemotePair,
  schema: meshRemotePairSchema,
  validation: validatePair,
});

/** `ui:field: MeshRemoteReview` */
export const meshRemoteReviewField = createFormField({
  name: 'MeshRemoteReview',
  component: MeshRemoteReview,
  schema: meshRemoteReviewSchema,
  validation: validateReview,
});
