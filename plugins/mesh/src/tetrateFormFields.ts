import {
  FormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

const load = () => import('./components/tetrate/form/fields');

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

/** The form fields of the template for machines that join by Tetrate's plane. */
export const tetrateFormFields = [
  formField('tetrate-rules', 'meshTetrateRulesField'),
  formField('tetrate-agent', 'meshTetrateAgentField'),
];
