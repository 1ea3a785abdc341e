namespace RetrainGrains.Learning.Importing;

/// <summary>Says what of a foreign model is broken or not supported, and where.</summary>
public sealed class ImportException(string message, Exception? cause = null) : Exception(message, cause);
