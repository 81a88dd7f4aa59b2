import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What a template may say of the field. */
export const meshClusterPickerSchema = makeFieldSchema({
  output: z => z.string().describe('The name of a cluster of the mesh'),
  uiOptions: z =>
    z.object({
      allowReadOnly: z
        .boolean()
        .optional()
        .describe(
          'Offer clusters that may not be written to, for templates that only generate files',
        ),
    }),
});

/** What the form hands to the field. */
export type MeshClusterPickerProps = typeof meshClusterPickerSchema.TProps;
