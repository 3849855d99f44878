/* Text that is no C, or not quite: nothing is lost behind it. */
int unclosed(int a
{
	lost(a);
}

char *open = "no end
int after_string(void)
{
	it's(fine);
	return ok();
}

}
}
)
struct half {
	int a;
	int b

int swallowed(void);
};

@@ -1,3 +1,3 @@
int whole(void)
{
	return still();
}
#else
#endif
#endif
/* never closed
int hidden(void) { return hidden_call(); }
