namespace Orleans.Runtime;

/// <summary>A reminder could not be changed because the table holds another version of it.</summary>
public sealed class ReminderException(string message) : OrleansException(message);
