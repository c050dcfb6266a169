/** The last, unfilled vector of a run: loaded and stored lane by lane, so that every element takes the same road. */

/** `count` floats, from 1 to 3; the other lanes are 0. */
export function loadSome(from: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(from);
  const two = v128.load64_zero(from);
  return count == 2 ? two : v128.load_lane<u32>(from, two, 2, 8);
}

/** Writes the first `count` lanes, from 1 to 3. */
export function storeSome(to: usize, value: v128, count: i32): void {
  if (count == 1) {
    v128.store32_lane(to, value, 0);
    return;
  }
  v128.store64_lane(to, value, 0);
  if (count == 3) v128.store32_lane(to, value, 2, 8);
}
