import { createHierarchy } from '@meshport/ca-conformance';
import { chainLimits } from './chainLimits';

describe('what a chain leaves to a new intermediate', () => {
  const limitsOf = async (
    options: Parameters<typeof createHierarchy>[0],
  ): Promise<ReturnType<typeof chainLimits>> => {
    const { issuing } = await createHierarchy(options);
    return chainLimits([issuing.pem, ...issuing.chain]);
  };
  const keys = ['P-256', 'P-256', 'P-256'] as const;

  it.each([
    [[undefined, undefined, undefined], undefined],
    [[undefined, undefined, 0], 0],
    [[undefined, undefined, 2], 2],
    [[undefined, 1, undefined], 0],
    [[2, 1, undefined], 0],
    [[3, 2, 1], 1],
    [[1, undefined, undefined], 0],
    [[0, undefined, undefined], 0],
  ])(
    'keeps to path lengths %j from the root down: %j',
    async (pathLengths, room) => {
      const limits = await limitsOf({ keys: [...keys], pathLengths });
      expect(limits.pathLengthRoom).toBe(room);
    },
  );

  it('ends with the first of the chain that ends', async () => {
    const now = Date.now();
    const { notAfter } = await limitsOf({
      keys: [...keys],
      days: [3650, 30, 90],
    });
    expect(Math.round((Date.parse(notAfter) - now) / 86_400_000)).toBe(30);
  });
});
