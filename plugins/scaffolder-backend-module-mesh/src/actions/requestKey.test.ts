import { requestKeyOf } from './requestKey';

const ctx = { task: { id: 'task-1' }, step: { id: 'request' } };

describe('requestKeyOf', () => {
  it('is the same for the same task, step and input, in any order of fields', () => {
    expect(requestKeyOf(ctx, { a: { x: 1, y: [2] }, b: 3 })).toBe(
      requestKeyOf(ctx, { b: 3, a: { y: [2], x: 1 } }),
    );
  });

  it.each([
    ['task', { ...ctx, task: { id: 'task-2' } }, { a: 1 }],
    ['step', { ...ctx, step: { id: 'other' } }, { a: 1 }],
    ['turn of each', { ...ctx, each: { key: 1 } }, { a: 1 }],
    ['input', ctx, { a: 2 }],
  ])('differs by %s', (_, other, input) => {
    expect(requestKeyOf(other as any, input)).not.toBe(
      requestKeyOf(ctx, { a: 1 }),
    );
  });

  it('fits into what the backend takes', () => {
    const long = {
      task: { id: 'x'.repeat(36) },
      step: { id: 'y'.repeat(500) },
    };
    expect(requestKeyOf(long, {}).length).toBeLessThanOrEqual(200);
  });
});
