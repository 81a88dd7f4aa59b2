import { EgressFormData } from './types';

/**
 * What the other fields of the form hold. The scaffolder's stepper puts it into
 * the form's context; its types do not tell.
 */
export function formDataOf(props: object): EgressFormData {
  const { formContext } = props as {
    formContext?: { formData?: EgressFormData };
  };
  return formContext?.formData ?? {};
}
