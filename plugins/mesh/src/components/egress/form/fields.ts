import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { MeshEgressAccess } from './MeshEgressAccess';
import { MeshEgressGatewayPicker } from './MeshEgressGatewayPicker';
import { MeshEgressOptions } from './MeshEgressOptions';
import { MeshEgressPattern } from './MeshEgressPattern';
import { MeshEgressReview } from './MeshEgressReview';
import { MeshEgressUpstream } from './MeshEgressUpstream';
import { MeshEgressUpstreams } from './MeshEgressUpstreams';
import { MeshNamespacePicker } from './MeshNamespacePicker';
import {
  meshEgressAccessSchema,
  meshEgressGatewayPickerSchema,
  meshEgressOptionsSchema,
  meshEgressPatternSchema,
  meshEgressReviewSchema,
  meshEgressUpstreamSchema,
  meshEgressUpstreamsSchema,
  meshNamespacePickerSchema,
} from './schemas';
import { validateByPreview } from './validateByPreview';
import { validateReview } from './validateReview';

/** `ui:field: MeshNamespacePicker` */
export const meshNamespacePickerField = createFormField({
  name: 'MeshNamespacePicker',
  component: MeshNamespacePicker,
  schema: meshNamespacePickerSchema,
});

/** `ui:field: MeshEgressPattern` */
export const meshEgressPatternField = createFormField({
  name: 'MeshEgressPattern',
  component: MeshEgressPattern,
  schema: meshEgressPatternSchema,
  validation: validateByPreview(['pattern', 'namespace', 'name']),
});

/** `ui:field: MeshEgressUpstreams` */
export const meshEgressUpstreamsField = createFormField({
  name: 'MeshEgressUpstreams',
  component: MeshEgressUpstreams,
  schema: meshEgressUpstreamsSchema,
  validation: validateByPreview(['upstreams']),
});

/** `ui:field: MeshEgressUpstream` */
export const meshEgressUpstreamField = createFormField({
  name: 'MeshEgressUpstream',
  component: MeshEgressUpstream,
  schema: meshEgressUpstreamSchema,
  validation: validateByPreview(['upstreams']),
});

/** `ui:field: MeshEgressAccess` */
export const meshEgressAccessField = createFormField({
  name: 'MeshEgressAccess',
  component: MeshEgressAccess,
  schema: meshEgressAccessSchema,
  validation: validateByPreview(['callers', 'clientNamespaces']),
});

/** `ui:field: MeshEgressOptions` */
export const meshEgressOptionsField = createFormField({
  name: 'MeshEgressOptions',
  component: MeshEgressOptions,
  schema: meshEgressOptionsSchema,
  validation: validateByPreview([
    'revision',
    'replicas',
    'resources',
    'autoscaling',
    'disruptionBudget',
    'readiness',
    'authorization',
    'accessLog',
    'networkPolicy',
    'strictMtls',
  ]),
});

/** `ui:field: MeshEgressGatewayPicker` */
export const meshEgressGatewayPickerField = createFormField({
  name: 'MeshEgressGatewayPicker',
  component: MeshEgressGatewayPicker,
  schema: meshEgressGatewayPickerSchema,
});

/** `ui:field: MeshEgressReview` */
export const meshEgressReviewField = createFormField({
  name: 'MeshEgressReview',
  component: MeshEgressReview,
  schema: meshEgressReviewSchema,
  validation: validateReview,
});
