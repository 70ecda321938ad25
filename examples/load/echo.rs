//! The least that a service of the contract could be: what it answers, a real one has told it before.

use std::collections::HashMap;
use std::error::Error;
use std::net::SocketAddr;

use onrecord::service::v1;
use onrecord::service::v1::quote_service_client::QuoteServiceClient;
use onrecord::service::v1::quote_service_server::{QuoteService, QuoteServiceServer};
use tonic::transport::Server;
use tonic::{Request, Response, Status, Streaming};

use super::feed::Feed;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    feed: Feed,
    /// The service that is asked beforehand
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:50051")]
    of: String,
    /// The address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:50052")]
    listen: SocketAddr,
}

/// Answers by the ids of articles.
struct Echo(HashMap<String, v1::ExtractQuotesResponse>);

/// Asks a service what it finds in the articles, then answers that.
pub(crate) async fn serve(args: &Args) -> Result<(), Box<dyn Error>> {
    let mut service = QuoteServiceClient::connect(args.of.clone()).await?;
    let mut answers = HashMap::new();
    for article in args.feed.read()? {
        let id = article.id.clone();
        let request = v1::ExtractQuotesRequest { article: Some(article), ..Default::default() };
        answers.insert(id, service.extract_quotes(request).await?.into_inner());
    }
    eprintln!("answering for {} articles on {}", answers.len(), args.listen);
    let echo = QuoteServiceServer::new(Echo(answers));
    Ok(Server::builder().tcp_nodelay(true).add_service(echo).serve(args.listen).await?)
}

type Nothing<T> = tokio_stream::Empty<Result<T, Status>>;

fn not_here<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("this service answers ExtractQuotes alone"))
}

#[tonic::async_trait]
impl QuoteService for Echo {
    async fn extract_quotes(
        &self,
        request: Request<v1::ExtractQuotesRequest>,
    ) -> Result<Response<v1::ExtractQuotesResponse>, Status> {
        let id = request.into_inner().article.unwrap_or_default().id;
        let answer = self.0.get(&id).cloned();
        answer.map(Response::new).ok_or_else(|| Status::not_found("no such article in the file"))
    }

    type StreamExtractQuotesStream = Nothing<v1::StreamExtractQuotesResponse>;

    async fn stream_extract_quotes(
        &self,
        _: Request<Streaming<v1::StreamExtractQuotesRequest>>,
    ) -> Result<Response<Self::StreamExtractQuotesStream>, Status> {
        not_here()
    }

    async fn compare_quotes(
        &self,
        _: Request<v1::CompareQuotesRequest>,
    ) -> Result<Response<v1::CompareQuotesResponse>, Status> {
        not_here()
    }

    type DeduplicateArticlesStream = Nothing<v1::DeduplicateArticlesResponse>;

    async fn deduplicate_articles(
        &self,
        _: Request<Streaming<v1::DeduplicateArticlesRequest>>,
    ) -> Result<Response<Self::DeduplicateArticlesStream>, Status> {
        not_here()
    }
}
