import { EgressFormData } from './types';

/**
 * What the other fields of the form hold. The scaffolder's stepper puts it into
 * the form's context; its types do not tell.
 */
export function formDataOf<T extends object = EgressFormData>(
  props: object,
): Partial<T> {
  const { formContext } = props as { formContext?: { formData?: Partial<T> } };
  return formContext?.formData ?? {};
}
