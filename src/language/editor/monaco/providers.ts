/** TypeScript's knowledge of the cells as Monaco asks for it. */
import type { EntryKind, PlacedSpan } from '../language-api';
import type { CellModels } from './cell-models';
import type { LanguageClient } from './language-client';
import { languages, Range, type editor } from './monaco';
import { rangeOf } from './text-spans';

const language = 'typescript';

export function registerProviders(client: LanguageClient, models: CellModels, shapeOf: (name: string) => string | undefined): void {
  const located = (spans: readonly PlacedSpan[] | null): languages.Location[] =>
    (spans ?? []).flatMap(({ uri, span }) => {
      const model = models.find(uri);
      return model ? [{ uri: model.uri, range: rangeOf(model, span) }] : [];
    });

  languages.registerCompletionItemProvider(language, {
    triggerCharacters: ['.', '"', "'", '`'],
    async provideCompletionItems(model, position) {
      const offset = model.getOffsetAt(position);
      const word = model.getWordUntilPosition(position);
      const wordRange = {
        startLineNumber: position.lineNumber,
        endLineNumber: position.lineNumber,
        startColumn: word.startColumn,
        endColumn: word.endColumn,
      };
      const entries = (await client.ask('completions', model.uri.toString(), offset)) ?? [];
      if (model.isDisposed()) return null;
      const suggestions = entries.map((entry): CellCompletion => ({
        label: entry.source === undefined ? entry.name : { label: entry.name, description: entry.source },
        insertText: entry.name,
        sortText: entry.sortText,
        kind: completionKind(entry.kind),
        range: entry.replaces ? rangeOf(model, entry.replaces) : wordRange,
        ...(entry.deprecated && { tags: [languages.CompletionItemTag.Deprecated] }),
        asked: { model, offset, name: entry.name, source: entry.source },
      }));
      return { suggestions };
    },
    async resolveCompletionItem(item) {
      if (!isCellCompletion(item) || item.asked.model.isDisposed()) return item;
      const { model, offset, name, source } = item.asked;
      const details = await client.ask('completionDetails', model.uri.toString(), offset, name, source);
      if (!details || model.isDisposed()) return item;
      return {
        ...item,
        detail: details.signature,
        documentation: { value: details.documentation },
        additionalTextEdits: details.edits.map(({ span, text }) => ({ range: rangeOf(model, span), text })),
      };
    },
  });

  languages.registerHoverProvider(language, {
    async provideHover(model, position) {
      const hover = await client.ask('hover', model.uri.toString(), model.getOffsetAt(position));
      if (!hover || model.isDisposed()) return null;
      const shape = hover.notebookName === undefined ? undefined : shapeOf(hover.notebookName);
      return {
        range: rangeOf(model, hover.span),
        contents: [
          { value: `\`\`\`typescript\n${hover.signature}\n\`\`\`` },
          ...(shape === undefined ? [] : [{ value: `\`${shape}\` at the last run` }]),
          { value: hover.documentation },
        ],
      };
    },
  });

  languages.registerSignatureHelpProvider(language, {
    signatureHelpTriggerCharacters: ['(', ','],
    async provideSignatureHelp(model, position) {
      const help = await client.ask('signatureHelp', model.uri.toString(), model.getOffsetAt(position));
      if (!help) return null;
      const documented = <T extends { readonly documentation: string }>(part: T) => ({ ...part, documentation: { value: part.documentation } });
      return {
        value: {
          activeSignature: help.activeSignature,
          activeParameter: help.activeParameter,
          signatures: help.signatures.map((signature) => ({ ...documented(signature), parameters: signature.parameters.map(documented) })),
        },
        dispose: () => undefined,
      };
    },
  });

  languages.registerDocumentHighlightProvider(language, {
    async provideDocumentHighlights(model, position) {
      const found = await client.ask('highlights', model.uri.toString(), model.getOffsetAt(position));
      if (!found || model.isDisposed()) return null;
      const { Write, Text } = languages.DocumentHighlightKind;
      return found.map(({ span, write }) => ({ range: rangeOf(model, span), kind: write ? Write : Text }));
    },
  });

  languages.registerDefinitionProvider(language, {
    async provideDefinition(model, position) {
      return located(await client.ask('definitions', model.uri.toString(), model.getOffsetAt(position)));
    },
  });

  languages.registerReferenceProvider(language, {
    async provideReferences(model, position) {
      return located(await client.ask('references', model.uri.toString(), model.getOffsetAt(position)));
    },
  });

  languages.registerRenameProvider(language, {
    async provideRenameEdits(model, position, newName) {
      const result = await client.ask('rename', model.uri.toString(), model.getOffsetAt(position), newName);
      if (!result) return { edits: [], rejectReason: 'TypeScript could not be loaded.' };
      if (!result.ok) return { edits: [], rejectReason: result.reason };
      const edits = result.edits.flatMap((edit) => {
        const target = models.find(edit.uri);
        return target ? [{ resource: target.uri, versionId: undefined, textEdit: { range: rangeOf(target, edit.span), text: edit.text } }] : [];
      });
      return { edits };
    },
  });

  languages.registerCodeActionProvider(language, {
    async provideCodeActions(model, range) {
      const missing = (await client.ask('missingImports', model.uri.toString())) ?? [];
      if (model.isDisposed()) return null;
      const actions = missing
        .filter(({ span }) => Range.areIntersectingOrTouching(rangeOf(model, span), range))
        .map(
          ({ name, source, edits }): languages.CodeAction => ({
            title: `Import '${name}' from '${source}'`,
            kind: 'quickfix',
            edit: {
              edits: edits.map(({ span, text }) => ({ resource: model.uri, versionId: model.getVersionId(), textEdit: { range: rangeOf(model, span), text } })),
            },
          }),
        );
      return { actions, dispose: () => undefined };
    },
  });
}

/** Remembers where it was asked for, which resolving it needs. */
interface CellCompletion extends languages.CompletionItem {
  readonly asked: { readonly model: editor.ITextModel; readonly offset: number; readonly name: string; readonly source: string | undefined };
}
const isCellCompletion = (item: languages.CompletionItem): item is CellCompletion => 'asked' in item;

function completionKind(kind: EntryKind): languages.CompletionItemKind {
  const kinds = languages.CompletionItemKind;
  switch (kind) {
    case 'keyword':
    case 'primitive type':
      return kinds.Keyword;
    case 'const':
      return kinds.Constant;
    case 'let':
    case 'var':
    case 'local var':
    case 'parameter':
    case 'using':
    case 'await using':
      return kinds.Variable;
    case 'property':
    case 'getter':
    case 'setter':
    case 'accessor':
      return kinds.Field;
    case 'function':
    case 'local function':
      return kinds.Function;
    case 'method':
    case 'construct':
    case 'call':
    case 'index':
      return kinds.Method;
    case 'enum':
      return kinds.Enum;
    case 'enum member':
      return kinds.EnumMember;
    case 'module':
    case 'external module name':
      return kinds.Module;
    case 'alias':
      // What a re-exported name stands for is not said; a neutral sign.
      return kinds.Variable;
    case 'class':
    case 'local class':
      return kinds.Class;
    case 'interface':
    case 'type':
      return kinds.Interface;
    case 'type parameter':
      return kinds.TypeParameter;
    case 'string':
      return kinds.Value;
    default:
      return kinds.Property;
  }
}
