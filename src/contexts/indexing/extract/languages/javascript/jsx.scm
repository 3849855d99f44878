; <Foo/> calls Foo, <ns.Foo/> calls a member; a lower-case name such as <div> is an element, not code.

((jsx_opening_element name: (identifier) @call.direct) (#match? @call.direct "^[A-Z]"))
((jsx_self_closing_element name: (identifier) @call.direct) (#match? @call.direct "^[A-Z]"))
(jsx_opening_element name: (_ property: (_) @call.indirect))
(jsx_self_closing_element name: (_ property: (_) @call.indirect))
