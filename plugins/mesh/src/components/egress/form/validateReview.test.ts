import { MeshEgressApi } from '@meshport/backstage-plugin-mesh-common';
import { egressPreview } from '../../../__testUtils__/egress';
import { EgressFormData } from './types';
import { validateByPreview } from './validateByPreview';
import { validateReview } from './validateReview';

const FORM: EgressFormData = {
  cluster: 'east',
  namespace: 'bookinfo',
  name: 'out',
};

async function errorsOf(
  validate: typeof validateReview,
  preview: MeshEgressApi['preview'],
  form: EgressFormData = FORM,
) {
  const errors: string[] = [];
  await validate(
    '',
    { addError: (message: string) => errors.push(message) } as any,
    {
      apiHolder: { get: () => ({ preview }) },
      formData: form,
      schema: {},
    } as any,
  );
  return errors;
}

const withProblems = async () =>
  egressPreview({
    problems: [
      { field: 'upstreams[1].host', message: 'It is an address.' },
      { field: 'callers[0].namespace', message: 'Name a namespace.' },
    ],
  });
const withoutRight = async () =>
  egressPreview({
    permissions: [
      {
        namespace: 'checkout',
        kinds: [],
        allowed: false,
        message: 'You may not write to checkout.',
      },
    ],
  });

describe('going on from the review', () => {
  it('is possible when nothing is wrong', async () => {
    expect(await errorsOf(validateReview, async () => egressPreview())).toEqual(
      [],
    );
  });

  it('is refused with every problem by the name of its field', async () => {
    expect(await errorsOf(validateReview, withProblems)).toEqual([
      'Host 2, its name: It is an address.',
      'Caller 1, Namespace: Name a namespace.',
    ]);
  });

  it('is refused without the right to write, but files and requests are not', async () => {
    const refused = ['You may not write to checkout.'];
    const by = (delivery: EgressFormData['delivery']) =>
      errorsOf(validateReview, withoutRight, { ...FORM, delivery });
    expect(await by('apply')).toEqual(refused);
    expect(await by('files')).toEqual([]);
    expect(await by('request')).toEqual([]);
  });

  it('is refused where an approval is needed, unless it is asked for', async () => {
    const held = async () =>
      egressPreview({ approval: { needed: true, explanation: 'production' } });
    const by = (delivery: EgressFormData['delivery']) =>
      errorsOf(validateReview, held, { ...FORM, delivery });
    expect(await by('apply')).toEqual([
      expect.stringContaining('choose “Ask for it”'),
    ]);
    expect(await by('request')).toEqual([]);
    expect(await by('files')).toEqual([]);
  });

  it('is refused when nothing could be checked', async () => {
    expect(
      await errorsOf(validateReview, async () => {
        throw new Error('Failed to fetch');
      }),
    ).toEqual(['It could not be checked: Failed to fetch']);
    expect(
      await errorsOf(validateReview, async () => egressPreview(), {}),
    ).toEqual(['Choose the cluster first.']);
  });
});

describe('going on from a page before it', () => {
  it('is refused with the problems of its own fields', async () => {
    expect(
      await errorsOf(validateByPreview(['upstreams']), withProblems),
    ).toEqual(['Host 2, its name: It is an address.']);
    expect(await errorsOf(validateByPreview(['name']), withProblems)).toEqual(
      [],
    );
  });

  it('waits for the review when nothing can be checked', async () => {
    expect(
      await errorsOf(validateByPreview(['upstreams']), async () => {
        throw new Error('Failed to fetch');
      }),
    ).toEqual([]);
  });
});
