namespace RetrainGrains.Server.Options;

/// <summary>The demand for certificates of clients, where authorities of theirs are given.</summary>
public enum ClientCertificates
{
    /// <summary>A client without one is not connected.</summary>
    Required = 0,

    /// <summary>
    /// A certificate that is shown must come from the authorities; a client without one is known by its token alone.
    /// </summary>
    Optional = 1,
}
