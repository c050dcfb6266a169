/** What a function of `chart` gives and has drawn already: as the last value of a cell it is not shown once more. */
export class AlreadyDrawn {}
