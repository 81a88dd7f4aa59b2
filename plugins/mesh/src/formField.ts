import {
  FormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

/**
 * Makes extensions of form fields whose code is loaded when a form needs it.
 *
 * @param load - imports the module that exports the fields
 */
export function formFieldsOf<
  Fields extends Record<Name, FormField>,
  Name extends string,
>(load: () => Promise<Fields>) {
  return (name: string, exportName: Name & keyof Fields) =>
    FormFieldBlueprint.make({
      name,
      params: {
        field: (): Promise<FormField> =>
          load().then(fields => fields[exportName]),
      },
    });
}
