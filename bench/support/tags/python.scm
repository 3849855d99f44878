; What the grammar's tags leave out and we record on purpose: names that a module gets in a branch, in a handler, in a
; with block or several at once, and functions that an assignment names.

(module [
  (if_statement (block (expression_statement (assignment left: (identifier) @name) @definition.constant)))
  (if_statement (_ (block (expression_statement (assignment left: (identifier) @name) @definition.constant))))
  (try_statement (block (expression_statement (assignment left: (identifier) @name) @definition.constant)))
  (try_statement (_ (block (expression_statement (assignment left: (identifier) @name) @definition.constant))))
  (with_statement (block (expression_statement (assignment left: (identifier) @name) @definition.constant)))
])
(module (expression_statement (assignment left: [
  (pattern_list (identifier) @name @definition.constant)
  (tuple_pattern (identifier) @name @definition.constant)
])))
(assignment left: (identifier) @name right: (lambda)) @definition.constant
