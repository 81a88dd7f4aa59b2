import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { MeshClusterPicker } from './MeshClusterPicker';
import { meshClusterPickerSchema } from './schema';

/** `ui:field: MeshClusterPicker` */
export const meshClusterPickerField = createFormField({
  name: 'MeshClusterPicker',
  component: MeshClusterPicker,
  schema: meshClusterPickerSchema,
});
