namespace Orleans.Runtime;

/// <summary>The activation whose code runs on this thread.</summary>
internal static class RuntimeContext
{
    [field: ThreadStatic]
    public static Activation? Current { get; set; }
}
