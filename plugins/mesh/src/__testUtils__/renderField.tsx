import { ComponentType, useState } from 'react';
import { MeshEgressApi } from '@meshport/backstage-plugin-mesh-common';
import { EgressBackend, renderWithEgress } from './renderEgress';

/**
 * Shows a form field as the scaffolder does, with what its other fields hold.
 * Returns a function that gives the field's value as it is now.
 */
export function renderField(
  Field: ComponentType<any>,
  egress: Partial<MeshEgressApi>,
  options: {
    value?: unknown;
    form?: object;
    /** `ui:options` of the template. */
    options?: object;
    /** What else of the backend answers. */
    backend?: EgressBackend;
    errorSchema?: object;
    title?: string;
  } = {},
): () => any {
  let current = options.value;
  function Holder() {
    const [value, setValue] = useState(options.value);
    current = value;
    return (
      <Field
        schema={{ title: options.title }}
        uiSchema={{ 'ui:options': options.options }}
        rawErrors={[]}
        formData={value}
        onChange={setValue}
        errorSchema={options.errorSchema}
        formContext={{ formData: { cluster: 'east', ...options.form } }}
      />
    );
  }
  renderWithEgress(<Holder />, { egress, ...options.backend });
  return () => current;
}
