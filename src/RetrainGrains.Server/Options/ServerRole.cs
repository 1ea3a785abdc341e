namespace RetrainGrains.Server.Options;

/// <summary>The part of a server that a process runs.</summary>
public enum ServerRole
{
    /// <summary>A process with actors, training and the API.</summary>
    Both = 0,

    /// <summary>A process with actors and training only.</summary>
    Silo = 1,

    /// <summary>The API only: predicts from its own serving table and asks the silos for everything else.</summary>
    Gateway = 2,
}
