/**
 * Waits for statements of one transaction that were sent without waiting for each other, so that they travel together.
 * After one that fails PostgreSQL refuses the rest; what is thrown is the failure itself, whichever answer came first.
 */
export async function inOnePacket<T extends readonly unknown[] | []>(
  sent: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(sent)
  const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code?: unknown }] : []))
  if (failures.length > 0) throw failures.find(({ code }) => code !== '25P02') ?? failures[0]
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as never
}
