import {
  FormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

const load = () => import('./components/remote-clusters/form/fields');

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

/** The form fields of the templates for remote clusters. */
export const remoteClusterFormFields = [
  formField('remote-pair', 'meshRemotePairField'),
  formField('remote-review', 'meshRemoteReviewField'),
];
