//// a proxy counts what is read
const reads = new Map<string, number>();
const watched = <T extends object>(target: T): T =>
  new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'string') reads.set(key, (reads.get(key) ?? 0) + 1);
      return Reflect.get(object, key, receiver);
    },
  });
const user = watched({ first: 'Ada', last: 'L', get full() { return `${this.first} ${this.last}`; } });
console.log(user.full, user.first);
console.log([...reads].map(String).join(' '));

//// negative indexes by proxy
const python = <T>(items: T[]): T[] =>
  new Proxy(items, {
    get: (target, key, receiver) => {
      const index = typeof key === 'string' ? Number(key) : NaN;
      return Reflect.get(target, Number.isInteger(index) && index < 0 ? String(target.length + index) : key, receiver);
    },
    has: (target, key) => Reflect.has(target, key) || (typeof key === 'string' && Number(key) < 0 && -Number(key) <= target.length),
  });
const letters = python(['a', 'b', 'c']);
console.log(letters[-1], letters[0], -3 in letters, -4 in letters, letters.map((x) => x + x).join());

//// a validating proxy refuses
interface Form {
  age: number;
  name: string;
}
const rules: { [K in keyof Form]: (value: Form[K]) => boolean } = { age: (value) => value >= 0, name: (value) => value.length > 0 };
const form = new Proxy({ age: 1, name: 'x' } as Form, {
  set(target, key, value) {
    const rule = rules[key as keyof Form] as ((value: unknown) => boolean) | undefined;
    return rule !== undefined && rule(value) && Reflect.set(target, key, value);
  },
  deleteProperty: () => false,
  ownKeys: (target) => Reflect.ownKeys(target).toReversed(),
});
const tried: string[] = [];
for (const change of [() => (form.age = 5), () => (form.age = -5), () => delete (form as any).age, () => ((form as any).other = 1)]) {
  try {
    change();
    tried.push('ok');
  } catch (error) {
    tried.push((error as Error).name);
  }
}
console.log(tried.join(), Object.keys(form).join(), form.age);

//// callable and constructible proxies
class Point {
  constructor(readonly x: number, readonly y: number) {}
}
const Traced = new Proxy(Point, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.map((n) => n * 10), newTarget),
});
const twice = new Proxy((n: number) => n + 1, { apply: (target, self, args) => Reflect.apply(target, self, args) * 2 });
const point = new Traced(1, 2);
console.log(point.x, point.y, point instanceof Point, twice(4));

//// a revoked proxy
const { proxy, revoke } = Proxy.revocable({ open: true }, {});
const before = proxy.open;
revoke();
let after: string;
try {
  after = String(proxy.open);
} catch (error) {
  after = (error as Error).name;
}
console.log(before, after);

//// reflection over descriptors and prototypes
class Base {
  static shared = 1;
  own = 2;
  get computed() {
    return this.own * 2;
  }
}
const keys = Reflect.ownKeys(Base.prototype).join();
const descriptor = Reflect.getOwnPropertyDescriptor(Base.prototype, 'computed')!;
const borrowed = Reflect.get(Base.prototype, 'computed', { own: 21 });
console.log(keys, descriptor.enumerable, borrowed, Reflect.has(new Base(), 'computed'), Reflect.getPrototypeOf(new Base()) === Base.prototype);
console.log(Reflect.defineProperty(Object.freeze({}), 'x', { value: 1 }), Reflect.isExtensible(Base));

//// decorators log, wrap and register
const calls: string[] = [];
function logged<T extends (...args: any[]) => any>(method: T, context: ClassMethodDecoratorContext) {
  return function (this: unknown, ...args: Parameters<T>): ReturnType<T> {
    calls.push(`${String(context.name)}(${args.join()})`);
    return method.apply(this, args);
  };
}
class Calculator {
  @logged
  add(a: number, b: number) {
    return a + b;
  }
  @logged
  static double(n: number) {
    return n * 2;
  }
}
console.log(new Calculator().add(1, 2), Calculator.double(4), calls.join(' '));

//// decorators of fields, accessors and classes
const upper = (_: unknown, _context: ClassFieldDecoratorContext) => (value: string) => value.toUpperCase();
function clamped(least: number, most: number) {
  return <C>({ get, set }: ClassAccessorDecoratorTarget<C, number>, _context: ClassAccessorDecoratorContext<C, number>): ClassAccessorDecoratorResult<C, number> => ({
    get,
    set(value) {
      set.call(this, Math.min(most, Math.max(least, value)));
    },
    init: (value) => Math.max(least, value),
  });
}
const known: string[] = [];
const register = <T extends abstract new (...args: any) => any>(made: T, { name }: ClassDecoratorContext<T>) => {
  known.push(String(name));
  return made;
};
@register
class Slider {
  @upper label = 'volume';
  @clamped(0, 10) accessor value = -5;
}
const slider = new Slider();
const initial = slider.value;
slider.value = 99;
console.log(slider.label, initial, slider.value, known.join(), Object.keys(slider).join());

//// the order of decorators
const order: string[] = [];
const mark = (name: string) => {
  order.push(`evaluate ${name}`);
  return (_: unknown, context: DecoratorContext) => {
    order.push(`apply ${name} to ${context.kind}`);
    context.addInitializer?.(() => order.push(`init ${name}`));
  };
};
@mark('outer')
@mark('inner')
class Ordered {
  @mark('method') run() {}
  @mark('static') static help() {}
}
new Ordered();
console.log(order.join('\n'));

//// a decorator binds its method
function bound(method: Function, { name, addInitializer }: ClassMethodDecoratorContext) {
  addInitializer(function (this: any) {
    this[name] = method.bind(this);
  });
}
class Button {
  clicks = 0;
  @bound
  click() {
    return ++this.clicks;
  }
}
const { click } = new Button();
click();
click();

//// globalThis and indirect evaluation
const indirect = eval;
Reflect.set(globalThis, 'conformanceSlot', 5);
const viaEval = indirect('conformanceSlot * 2');
const viaFunction = new Function('a', 'b', 'return a + b + conformanceSlot')(1, 2);
Reflect.deleteProperty(globalThis, 'conformanceSlot');
console.log(viaEval, viaFunction, typeof (globalThis as any).conformanceSlot);

//// symbols steer split, match and species
class Splitter {
  [Symbol.split](text: string) {
    return [text.slice(0, 2), text.slice(2)];
  }
  [Symbol.replace](text: string, by: string) {
    return `${by}${text}${by}`;
  }
}
class Quiet extends Array<number> {
  static override get [Symbol.species]() {
    return Array as unknown as ArrayConstructor;
  }
}
const quiet = Quiet.of(1, 2).map((n) => n) as number[];
console.log('abcdef'.split(new Splitter() as any).join('|'), 'x'.replace(new Splitter() as any, '-'), quiet instanceof Quiet);

//// prototypes by hand
const animal = { speak(this: { name: string }) { return `${this.name} speaks`; } };
const dog = Object.setPrototypeOf({ name: 'Rex', speak() { return super.speak() + ' loudly'; } }, animal);
function Vehicle(this: any, wheels: number) {
  this.wheels = wheels;
}
Vehicle.prototype.roll = function () {
  return `rolls on ${this.wheels}`;
};
const bike = new (Vehicle as any)(2);
console.log(dog.speak(), bike.roll(), bike.constructor === Vehicle, Object.prototype.toString.call(null));

//// deep equality by reflection
function equal(a: any, b: any): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Map) return a.size === b.size && [...a].every(([key, value]) => b.has(key) && equal(value, b.get(key)));
  const keys = Reflect.ownKeys(a);
  return keys.length === Reflect.ownKeys(b).length && keys.every((key) => equal(a[key], b[key]));
}
console.log(equal({ a: [1, { b: NaN }] }, { a: [1, { b: NaN }] }), equal([1], { 0: 1, length: 1 }), equal(new Map([[1, [2]]]), new Map([[1, [2]]])), equal(0, -0));

//// a class with accessor keyword and inheritance
class Gauge {
  accessor level = 1;
  static accessor unit = 'bar';
}
class Loud extends Gauge {
  override accessor level = 2;
  raise() {
    return (this.level += super.level);
  }
}
const gauge = new Loud();
Gauge.unit = 'psi';
console.log(gauge.raise(), Object.keys(gauge).length, Gauge.unit);
