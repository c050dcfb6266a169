import { expect, it } from 'vitest';
import { termsIn } from './server-form';

const empty = { price: '', preemptible: false, mostHours: '', mostCost: '' };

it('takes a price, hours and a cost where the use of a server ends', () => {
  expect(termsIn(empty)).toEqual({ terms: { pricePerHour: null, preemptible: false, limit: null } });
  expect(termsIn({ price: '1,20', preemptible: true, mostHours: '0.5', mostCost: ' 5 ' })).toEqual({ terms: { pricePerHour: 1.2, preemptible: true, limit: { hours: 0.5, cost: 5, pricePerHour: 1.2 } } });
});

it.each([
  [{ price: 'cheap' }, 'price', /number, such as 1\.20/],
  [{ mostHours: '0' }, 'mostHours', /above 0/],
  [{ price: '1', mostCost: '-5' }, 'mostCost', /above 0/],
  [{ mostCost: '5' }, 'price', /needs the price per hour/],
])('says what is wrong with %j', (typed, field, problem) => {
  expect(termsIn({ ...empty, ...typed })).toMatchObject({ field, problem: expect.stringMatching(problem) });
});
