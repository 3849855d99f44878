; Of two patterns that define the same node, the first wins.

; --- functions --------------------------------------------------------------------------------------------

(function_definition name: (_) @name body: (_) @body) @definition.function

; --- constants and variables of the script -----------------------------------------------------------------

(program (declaration_command "readonly" (variable_assignment name: (variable_name) @name) @definition.constant))
((program (declaration_command (word) @_flag (variable_assignment name: (variable_name) @name) @definition.constant))
  (#match? @_flag "^-[a-zA-Z]*r"))
(program (declaration_command (variable_assignment name: (variable_name) @name) @definition.variable))
(program (variable_assignment name: (variable_name) @name) @definition.variable)
(program (variable_assignments (variable_assignment name: (variable_name) @name) @definition.variable))

; --- exports ------------------------------------------------------------------------------------------------

(program (declaration_command "export" (variable_assignment) @export))
(declaration_command "export" (variable_name) @export.name)
(declaration_command "export" (word) @export.name)

; --- calls: a command by a name that a function may have, but no builtin one --------------------------------

((command name: (command_name (word) @call.direct))
  (#match? @call.direct "^(?!(?:alias|bg|break|builtin|caller|cd|command|continue|declare|dirs|disown|do|done|echo|elif|else|eval|exec|exit|export|esac|false|fg|fi|getopts|hash|jobs|kill|let|local|mapfile|popd|printf|pushd|pwd|read|readarray|readonly|return|set|shift|shopt|source|test|then|time|times|trap|true|type|typeset|ulimit|umask|unalias|unset|wait)$)[\\w\\x80-\\uffff][^/=\\[\\]{}$*?\"'`\\\\]*$"))

; trap cleanup EXIT
((command name: (command_name (word) @_trap) . argument: (word) @call.indirect)
  (#eq? @_trap "trap")
  (#match? @call.indirect "^[A-Za-z_]"))

; --- imports ------------------------------------------------------------------------------------------------

((command name: (command_name (word) @_source) . argument: (_) @import)
  (#any-of? @_source "source" "."))

; --- entry points ---------------------------------------------------------------------------------------------

((program . (comment) @name @entrypoint.script)
  (#match? @name "^#!"))
