import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { MeshRequestsApi } from '@meshport/backstage-plugin-mesh-common';
import { isForbidden, messageOf } from '../../../answers/failures';
import { meshRequestsApiRef } from '../../../api';
import { isOfField } from '../../egress/form/problemText';
import { parametersOf, VM_ONBOARDING } from './parametersOf';
import { planProblemText, problemsOf } from './planProblems';
import { VmFormData } from './types';

function plan(api: MeshRequestsApi, kind: string, form: VmFormData) {
  return api.plan({
    kind,
    parameters: parametersOf(kind, form),
    ...(form.component ? { beneficiary: form.component } : {}),
  });
}

/**
 * A validator that asks the backend and tells the problems of some fields; each
 * names its field. That the backend cannot be asked is a problem of the review,
 * where everything is asked again, so no page before it is held up by that.
 *
 * @param fields - fields of the input that belong to the form's field
 * @param kind - the kind of request that knows them
 */
export function validateByPlan(
  fields: string[],
  kind = VM_ONBOARDING,
): CustomFieldValidator<any, any> {
  return async (_value, validation, context) => {
    const api = context.apiHolder.get(meshRequestsApiRef);
    const form = context.formData as VmFormData;
    if (!api) {
      return;
    }
    try {
      await plan(api, kind, form);
    } catch (error) {
      (problemsOf(error as Error) ?? [])
        .filter(({ field }) => isOfField(field, fields))
        .forEach(problem => validation.addError(planProblemText(problem)));
    }
  };
}

/** Lets nobody go on with what the backend would refuse; each problem names its field. */
export const validateReview: CustomFieldValidator<string, any> = async (
  _value,
  validation,
  context,
) => {
  const api = context.apiHolder.get(meshRequestsApiRef) as MeshRequestsApi;
  const form = context.formData as VmFormData;
  const kind = context.uiSchema?.['ui:options']?.kind ?? VM_ONBOARDING;
  try {
    await plan(api, kind, form);
  } catch (cause) {
    const error = cause as Error;
    const problems = problemsOf(error);
    if (problems) {
      problems.forEach(problem =>
        validation.addError(planProblemText(problem)),
      );
    } else if (!isForbidden(error) || form.delivery !== 'files') {
      // Files can be written for others to apply.
      validation.addError(`It could not be checked: ${messageOf(error)}`);
    }
  }
};
