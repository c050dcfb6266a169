/** Puts variables back to where they were, so that one training can be run again from the same start. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';

export interface Start {
  /** Every variable as it was: those that were there, and those made since as they were when made. */
  restore(): void;
  /** Frees the copies and stops watching; variables stay as they are. */
  end(): void;
}

interface Registry {
  readonly registeredVariables: Readonly<Record<string, Variable>>;
  makeVariable(initialValue: Tensor, ...rest: readonly unknown[]): Variable;
}

/** Remembers all variables, and from now on also new ones, such as the slots that an optimizer makes at its first step. */
export function rememberVariables(tf: TensorFlow): Start {
  const engine = tf.engine();
  const registry = engine as unknown as Registry & { readonly state: Registry };
  const first = new Map<Variable, Tensor>();
  const remember = (variable: Variable): void => {
    first.set(variable, tf.keep(tf.tidy(() => variable.clone())));
  };
  for (const variable of Object.values(registry.state.registeredVariables)) if (!variable.isDisposed) remember(variable);
  const owned = Object.hasOwn(registry, 'makeVariable');
  const { makeVariable } = registry;
  registry.makeVariable = (...made) => {
    const variable = makeVariable.apply(engine, made as Parameters<typeof makeVariable>);
    remember(variable);
    return variable;
  };
  return {
    restore() {
      for (const [variable, value] of first) if (!variable.isDisposed) tf.tidy(() => variable.assign(value.clone()));
    },
    end() {
      if (owned) registry.makeVariable = makeVariable;
      else Reflect.deleteProperty(registry, 'makeVariable');
      for (const value of first.values()) value.dispose();
      first.clear();
    },
  };
}
