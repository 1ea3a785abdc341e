namespace RetrainGrains.Server.Options;

/// <summary>The demand for certificates of clients, where authorities of theirs are given.</summary>
public enum ClientCertificates
{
    /// <summary>Who shows none is not connected.</summary>
    Required = 0,

    /// <summary>One that is shown must come from the authorities; who shows none is known by its token alone.</summary>
    Optional = 1,
}
