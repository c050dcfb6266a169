/** What names mean across cells, on the real worker. */
import { testCases } from '../support/cases';

testCases('names', {
  'declaring names': [
    { name: 'case 1: a name declared again in a later cell is replaced', cells: ['const a=1', 'const a="s"', 'a'], shows: '"s"' },
    { name: 'case 2: one name declared twice in a cell is a SyntaxError at the second', cells: ['let q=1;let q=2'], shows: /^SyntaxError: .*q/, at: '1:13' },
    { name: 'case 3: assigning to a const of another cell is a TypeError', cells: ['const fixed=1', 'fixed=2'], shows: 'TypeError: Assignment to constant variable.', at: '1:6' },
    { name: 'case 4: closures see the newest value', cells: ['let n=1;const g=()=>n', 'n=5', 'g()'], shows: '5' },
    {
      name: 'case 5: a pending async function sees what a later cell sets',
      cells: ['let t="v1"; const later=(async()=>{await new Promise(r=>setTimeout(r,500)); return t})()', 't="v2"', 'await later'],
      shows: '"v2"',
    },
    { name: 'case 6: a redefined function is the one that callers call', cells: ['const g1=()=>1;const h=()=>g1()', 'const g1=()=>2', 'h()'], shows: '2' },
    {
      name: 'case 7: functions of separate cells call each other',
      cells: ['function even(n:number):boolean{return n===0||odd(n-1)}', 'function odd(n:number):boolean{return n!==0&&even(n-1)}', '[even(10),odd(10)].join()'],
      shows: '"true,false"',
    },
    { name: 'case 8: an unknown name is a ReferenceError at the name', cells: ['notYet+1'], shows: 'ReferenceError: notYet is not defined', at: '1:1' },
    { name: 'case 9: functions are hoisted', cells: ['const r=f9();function f9(){return 9}', 'r'], shows: '9' },
    { name: 'case 10: an arrow function takes the name of its const', cells: ['const foo=()=>1;foo.name'], shows: '"foo"' },
  ],
  'taking values apart and putting them together': [
    {
      name: 'case 11: every name of a destructuring persists',
      cells: ['const o={b:{c:3},d:4};const {a=1,b:{c=2}={},...r}=o as any', '[a,c,r.d].join()'],
      shows: '"1,3,4"',
    },
    {
      name: 'case 12: arrays destructure with holes, defaults and rest',
      cells: ['const xs=[1,2,undefined,4,5];let [p,,q=3,...s]=xs as any', '[p,q,...s].join()'],
      shows: '"1,3,4,5"',
    },
    { name: 'case 12: two names of another cell swap', cells: ['let x1=1,x2=2', '[x1,x2]=[x2,x1]', '[x1,x2].join()'], shows: '"2,1"' },
    { name: 'case 13: shorthand properties take the values of names', cells: ['const s1=1,s2=2', 'JSON.stringify({s1,s2})'], shows: `'{"s1":1,"s2":2}'` },
    { name: 'case 14: braces alone are an object', cells: ['{a:1,b:[2]}'], shows: /a: 1.*b: .*2/ },
  ],
  scopes: [
    { name: 'case 15: a block keeps its let', cells: ['{let z15=3}', 'typeof z15'], shows: '"undefined"' },
    { name: 'case 16: a var of a block persists', cells: ['if(true){var w=3}', 'w'], shows: '3' },
    { name: 'case 16: a var of a loop persists with its last value', cells: ['for(var i=0;i<4;i++);', 'i'], shows: '4' },
    { name: 'case 17: each turn of a loop has its own let', cells: ['const fs:(()=>number)[]=[];for(let i=0;i<3;i++)fs.push(()=>i)', 'fs.map(f=>f()).join()'], shows: '"0,1,2"' },
    {
      name: 'case 18: shadowing by parameters, let and catch leaves the outer name alone',
      cells: ['let v=1;function k(v:number){v=2;return v} k(0);{let v=3} try{throw 4}catch(v){v=5}', 'v'],
      shows: '1',
    },
    { name: 'case 19: a function updates a name for later cells', cells: ['let c=0;function inc(){c++}', 'inc();inc()', 'c'], shows: '2' },
  ],
  'classes, enums and namespaces': [
    { name: 'case 20: static blocks and private members work', cells: ['class S{static n=1;#p=2;static{S.n=5}get p(){return this.#p}}', '[S.n,new S().p].join()'], shows: '"5,2"' },
    { name: 'case 21: a class run again is another class', cells: ['class K{}', 'const old=new K()', 'class K{}', '[old instanceof K, new K() instanceof K].join()'], shows: '"false,true"' },
    { name: 'case 22: a class extends one of another cell; parameter properties are fields', cells: ['class A{constructor(private x:number){} get(){return this.x}}', 'class B extends A{}', 'new B(7).get()'], shows: '7' },
    { name: 'case 23: an enum run again starts afresh', cells: ['enum E{A=1,Old=9}', 'enum E{A=2}', 'String((E as any).Old)'], shows: '"undefined"' },
    { name: 'case 24: two enums of one name in one cell merge', cells: ['enum M{A=1} enum M{B=2}', '[M.A,M.B,M[2]].join()'], shows: '"1,2,B"' },
    { name: 'case 25: a const enum reaches later cells', cells: ['const enum C{X=7}', 'C.X'], shows: '7' },
    { name: 'case 26: a namespace and an alias into it', cells: ['namespace N{export const a=4}', 'import q2=N.a; q2+N.a'], shows: '8' },
    { name: 'case 27: types alone show nothing', cells: ['interface I{a:number} type T=string; declare const d:number'], shows: '' },
  ],
  'imports and exports': [
    { name: 'case 28: an import that only a later cell uses is kept', cells: ['import {tidy} from "@tensorflow/tfjs"', 'typeof tidy'], shows: '"function"' },
    { name: 'case 29: a type import is erased and fetches nothing', cells: ['import type {Nothing} from "https://nowhere.invalid/nothing.js"; const n29: Nothing = 1 as never; n29'], shows: '1' },
    { name: 'case 30: imports are hoisted, and tf is the one instance', cells: ['const same = t30 === tf; import * as t30 from "@tensorflow/tfjs"', 'same'], shows: 'true' },
    { name: 'case 31: assigning to an import is a TypeError', cells: ['import {ones} from "@tensorflow/tfjs"', 'ones = null as any'], shows: /^TypeError: / },
    { name: 'case 32: a dynamic import gives the module', cells: ['const m=await import("@tensorflow/tfjs"); m.tensor === tf.tensor'], shows: 'true' },
    { name: 'case 32: import.meta.url is an address', cells: ['URL.canParse(import.meta.url)'], shows: 'true' },
    { name: 'case 33: an export is a declaration', cells: ['export const e=1', 'e'], shows: '1' },
    { name: 'case 33: a default export is shown', cells: ['export default 3'], shows: '3' },
    { name: 'case 33: exporting all of a module is a SyntaxError', cells: ['1;\nexport * from "@tensorflow/tfjs"'], shows: /^SyntaxError: 'export \* from'/, at: '2:1' },
    { name: 'case 59: a missing export is named, with those that exist', cells: ['import {nope59} from "@tensorflow/tfjs"; nope59'], shows: /no export 'nope59'.*exports are/ },
    { name: 'case 59: a missing export that only types use is none', cells: ['import {Tensor2D, ones as ones59} from "@tensorflow/tfjs"; const t59: Tensor2D = ones59([2,3]); t59.shape.join()'], shows: '"2,3"' },
  ],
});
