/** Where the eight sums of a row of a tile go; with `add` onto what is there. `width` is how many of them there is room for. */
// @ts-ignore: decorator
@inline
export function storeEight(to: usize, left: v128, right: v128, width: i32, add: bool): void {
  if (width >= 8) {
    v128.store(to, add ? f32x4.add(v128.load(to), left) : left);
    v128.store(to, add ? f32x4.add(v128.load(to, 16), right) : right, 16);
  } else {
    storeFew(to, left, right, width, add);
  }
}

function storeFew(to: usize, left: v128, right: v128, width: i32, add: bool): void {
  let values = left;
  for (let column = 0; column < width; column++, to += 4) {
    if (column === 4) values = right;
    const value = f32x4.extract_lane(values, 0);
    store<f32>(to, add ? load<f32>(to) + value : value);
    values = v128.shuffle<f32>(values, values, 1, 2, 3, 0);
  }
}
