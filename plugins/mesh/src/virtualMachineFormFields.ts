import {
  FormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

const load = () => import('./components/virtual-machines/form/fields');

type Fields = Awaited<ReturnType<typeof load>>;

function formField(name: string, exportName: keyof Fields) {
  return FormFieldBlueprint.make({
    name,
    params: {
      field: (): Promise<FormField> =>
        load().then(fields => fields[exportName]),
    },
  });
}

/** The form fields of the templates for virtual machines; discovery is enough for them too. */
export const virtualMachineFormFields = [
  formField('vm-workload', 'meshVmWorkloadField'),
  formField('vm-joining', 'meshVmJoiningField'),
  formField('vm-review', 'meshVmReviewField'),
];
