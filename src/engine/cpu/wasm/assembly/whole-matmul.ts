/**
 * C [batch, rows, columns] = A · B of whole numbers, which wrap around as 32-bit ones do. Range: batches × rows. A row of C is
 * built up from rows of B, which must not be transposed. `offsets`: for each batch the byte offsets of A and B.
 */
export function wholeMatmul(
  begin: i32, end: i32, left: usize, rowBytes: usize, columnBytes: usize, right: usize, offsets: usize, to: usize, rows: i32, depth: i32, columns: i32,
): void {
  for (let item = begin; item < end; item++) {
    const batch = item / rows;
    let a = left + load<u32>(offsets + (batch << 3)) + <usize>(item - batch * rows) * rowBytes;
    let b = right + load<u32>(offsets + (batch << 3), 4);
    const c = to + (<usize>item * <usize>columns << 2);
    memory.fill(c, 0, <usize>columns << 2);
    for (let term = 0; term < depth; term++, a += columnBytes, b += <usize>columns << 2) {
      const factor = load<i32>(a);
      const factors = i32x4.splat(factor);
      let column = 0;
      for (; column + 4 <= columns; column += 4) {
        const at = c + (column << 2);
        v128.store(at, i32x4.add(v128.load(at), i32x4.mul(factors, v128.load(b + (column << 2)))));
      }
      for (; column < columns; column++) {
        const at = c + (column << 2);
        store<i32>(at, load<i32>(at) + factor * load<i32>(b + (column << 2)));
      }
    }
  }
}
