import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { MeshVmJoining } from './MeshVmJoining';
import { MeshVmReview } from './MeshVmReview';
import { MeshVmWorkload } from './MeshVmWorkload';
import {
  meshVmJoiningSchema,
  meshVmReviewSchema,
  meshVmWorkloadSchema,
} from './schemas';
import { validateByPlan, validateReview } from './validatePlan';

/** `ui:field: MeshVmWorkload` */
export const meshVmWorkloadField = createFormField({
  name: 'MeshVmWorkload',
  component: MeshVmWorkload,
  schema: meshVmWorkloadSchema,
  validation: validateByPlan([
    'name',
    'service',
    'app',
    'version',
    'labels',
    'ports',
    'probe',
  ]),
});

/** `ui:field: MeshVmJoining` */
export const meshVmJoiningField = createFormField({
  name: 'MeshVmJoining',
  component: MeshVmJoining,
  schema: meshVmJoiningSchema,
  validation: validateByPlan([
    'network',
    'istiodAddress',
    'revision',
    'createNamespace',
    'serviceAccount',
    'autoRegister',
    'identity',
    'locality',
    'weight',
    'withoutCapture',
    'excludedPorts',
    'subsets',
    'machinesPercent',
  ]),
});

/** `ui:field: MeshVmReview` */
export const meshVmReviewField = createFormField({
  name: 'MeshVmReview',
  component: MeshVmReview,
  schema: meshVmReviewSchema,
  validation: validateReview,
});
