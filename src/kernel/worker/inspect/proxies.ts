/**
 * Remembers what every Proxy stands for. A Proxy cannot be told from its target by looking, and
 * looking runs its traps; so the constructor is watched instead, and inspection reads the target.
 */
export type ProxyTarget = (value: object) => object | undefined;

export function watchProxies(scope: { Proxy: ProxyConstructor }): ProxyTarget {
  const NativeProxy = scope.Proxy;
  const nativeRevocable = NativeProxy.revocable.bind(NativeProxy);
  const targets = new WeakMap<object, object>();

  function revocable<T extends object>(target: T, handler: ProxyHandler<T>): { proxy: T; revoke: () => void } {
    const made = nativeRevocable(target, handler);
    targets.set(made.proxy, target);
    return made;
  }

  scope.Proxy = new NativeProxy(NativeProxy, {
    construct(Native, args: [object, ProxyHandler<object>]) {
      const proxy = new Native(...args);
      targets.set(proxy, args[0]);
      return proxy;
    },
    get: (Native, key, receiver) => (key === 'revocable' ? revocable : Reflect.get(Native, key, receiver)),
  });
  return (value) => targets.get(value);
}
